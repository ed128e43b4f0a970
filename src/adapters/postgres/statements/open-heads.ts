/** The repositories of an installation with open pull requests. $1 installation. */
export const openRepositories = {
  name: 'open-repositories',
  text: `
select distinct repository from mergewarden.pull where installation = $1 and state = 'open' order by repository`,
} as const;

/** The heads of a repository's open pull requests, each once. $1 repository. */
export const openHeads = {
  name: 'open-heads',
  text: `
select distinct on (head) head, owner, name from mergewarden.pull where repository = $1 and state = 'open' order by head, seen_at desc`,
} as const;
