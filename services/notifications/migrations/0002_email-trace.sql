-- The trace in which the e-mail was asked for, as a W3C traceparent: sending it goes on there.
ALTER TABLE email ADD COLUMN traceparent text;
