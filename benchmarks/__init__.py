"""What efitool costs, against peers and the physical limit. Nothing here is asserted by a test."""
