/**
 * The last good state of a repository of trusted roots: what it served, as one text, under its digest. Public data, of no installation. It outlives restarts, so that what
 * is older is refused by processes that have no disk of their own too.
 */
export const trustState = `
create table mergewarden.trust_state (
  source text primary key,
  digest text not null,
  body text not null,
  stored_at timestamptz not null default now()
);
`;
