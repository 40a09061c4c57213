// WAV and FLAC through libsndfile.
