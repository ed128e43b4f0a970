/** Whether a comment or review of ours was ever begun on a pull request. Of rows that stand already nobody knows. */
export const spoken = `
alter table mergewarden.pull add column spoken boolean not null default true;
alter table mergewarden.pull alter column spoken set default false;
`;
