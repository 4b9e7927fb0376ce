"""The only money truth: accounts, two-leg transfers, holds, one posting function."""
