"""What is fast, against whom: `python -m benchmarks`. Figures are ratios against a peer on the same documents."""
