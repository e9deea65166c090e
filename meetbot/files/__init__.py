"""Bytes that people sent and pictures that were drawn, kept in the database so that one backup holds everything."""
