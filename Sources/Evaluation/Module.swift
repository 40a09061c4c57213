// ROC, AUC, pAUC, bootstrap intervals.
