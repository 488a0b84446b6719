import numpy as np
a = np.array([1, 2, 3], np.float32)
print((a * a + 1).sum())
