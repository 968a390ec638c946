"""The server tests start is a real one, and each test has a database of its own."""

import psycopg


def test_a_fresh_database_is_empty_and_ours_to_fill(postgres_url):
    with psycopg.connect(postgres_url) as connection:
        connection.execute("create table things (name text)")
        assert connection.execute("select count(*) from things").fetchone() == (0,)


def test_two_databases_of_one_run_know_nothing_of_each_other(postgres_server, postgres_url):
    other = postgres_server.fresh()
    with psycopg.connect(other) as connection:
        assert connection.execute("select to_regclass('things')").fetchone() == (None,)
    postgres_server.drop(other)
    assert other != postgres_url
