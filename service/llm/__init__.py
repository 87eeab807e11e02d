"""An optional language model words the evidence anew; what it writes stands only where verified."""
