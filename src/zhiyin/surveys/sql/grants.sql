-- What people were asked stays as it was; what they answered is theirs to change, and never to be lost.
revoke update, delete, truncate on surveys_surveyversion from zhiyin_app;
revoke delete, truncate on surveys_survey, surveys_response, surveys_ticket, surveys_wish from zhiyin_app;
