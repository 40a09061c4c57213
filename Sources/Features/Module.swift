// Float front ends (KissFFT) and the design of the device's tables in Double.
