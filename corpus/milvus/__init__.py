"""An index kept in Milvus: the same as `corpus/store.py` keeps in a folder, for many machines."""
