import type pg from 'pg';

/** A prepared statement: its text, under a name that is sent once for each connection. One statement, one file. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Anything that runs a query: the pool, or the client of a transaction. */
export type Queryable = Pick<pg.ClientBase, 'query'> | Pick<pg.Pool, 'query'>;

type Value = string | number | boolean | null | Buffer | readonly string[] | readonly number[] | readonly boolean[];

/** Runs a statement; answers with its rows and their number. */
export async function execute<Row extends pg.QueryResultRow>(on: Queryable, statement: Statement, values: readonly Value[]): Promise<{ readonly rows: readonly Row[]; readonly count: number }> {
  const result = await (on as pg.Pool).query<Row>({ name: statement.name, text: statement.text, values: [...values] });
  return { rows: result.rows, count: result.rowCount ?? 0 };
}
