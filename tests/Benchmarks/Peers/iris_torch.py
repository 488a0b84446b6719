"""Iris for 200 epochs in PyTorch, as a whole program."""
import os
import sys

import torch_peer

torch_peer.prepare(int(os.environ.get("OMP_NUM_THREADS", "1")))
torch_peer.iris(sys.argv[1].split(os.pathsep))()
