"""A document's text in, its layout out: the headings, lists, pairs and tables it is made of."""
