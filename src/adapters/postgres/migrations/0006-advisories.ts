/**
 * Advisories taken over from an export: one row for each address and ecosystem, and the packed index it names in pages, compressed. Public data, of no
 * installation. A row and its pages change in one transaction, so that whoever reads a row finds all of its pages or another row. Nothing was ever written to the table of this name that stood before.
 */
export const advisories = `
drop table mergewarden.advisory_import;
create table mergewarden.advisory_import (
  source text not null,
  ecosystem text not null,
  digest text not null,
  as_of text not null,
  state json not null,
  pages integer not null,
  stored_at timestamptz not null default now(),
  primary key (source, ecosystem)
);
create table mergewarden.advisory_page (
  digest text not null,
  number integer not null,
  body bytea not null,
  primary key (digest, number)
);
`;
