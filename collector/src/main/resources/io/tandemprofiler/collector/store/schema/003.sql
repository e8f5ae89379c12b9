-- Its rows are hot rows now.
DROP TABLE profile;
DROP TABLE producer_label;
DROP TABLE producer_series;
