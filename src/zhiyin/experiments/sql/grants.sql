-- Who was drawn, what was done about an experiment and who was held out is said once and stays said.
revoke update, delete, truncate on experiments_experimentdeed, experiments_exposure, experiments_holdoutsetting from zhiyin_app;
revoke truncate on experiments_experiment from zhiyin_app;
