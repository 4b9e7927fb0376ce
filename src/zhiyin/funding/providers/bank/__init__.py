"""A bank by files: ISO 20022, pain.001 out and camt.053 in. Pure: values in, values out."""
