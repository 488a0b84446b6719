"""Iris for 200 epochs in NumPy, as a whole program."""
import os
import sys

import numpy_peer

numpy_peer.iris(sys.argv[1].split(os.pathsep))()
