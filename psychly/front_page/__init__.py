"""What the first page of the desk says."""
