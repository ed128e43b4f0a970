import { commitsBetween, listRefs, listTree, mergeBase, readCommit, readCommits, resolveRef, readObject } from '../git/objects.js';
import { diffFiles } from '../git/diff.js';
import { gitText } from '../git/run.js';
import { Refusal, notFound, ok, page, pageHeaders, pageOf, type Answer } from '../http/answer.js';
import { mediaType, needs, param, query, repositoryRoute, type RepositoryExchange, type Route } from '../http/exchange.js';
import { nodeId } from '../objects/accounts.js';
import { pullSimple } from '../objects/pulls.js';
import { apiOf, commitObject, diffEntry, fullRepository, gitCommitObject, htmlOf } from '../objects/repositories.js';
import { patchesWithinLimits } from '../world/limits.js';
import { rulesetsFor } from '../world/lookup.js';

const missing = (ref: string): Refusal => new Refusal(422, `No commit found for SHA: ${ref}`);

async function branch({ state, repository, ...exchange }: RepositoryExchange): Promise<Answer> {
  const name = exchange.params.get('branch') ?? '';
  const sha = (await listRefs(repository.dir)).get(`refs/heads/${name}`);
  if (sha === undefined) throw new Refusal(404, 'Branch not found');
  const rulesets = rulesetsFor(state, repository, name);
  const contexts = rulesets.flatMap((one) => one.rules).flatMap((rule) => (rule.parameters?.['required_status_checks'] as { context: string }[] | undefined) ?? []);
  const self = `${apiOf(state, repository)}/branches/${name}`;
  return ok({
    name, commit: commitObject(state, repository, await readCommit(repository.dir, sha)), _links: { self, html: `${htmlOf(state, repository)}/tree/${name}` },
    protected: rulesets.length > 0, protection_url: `${self}/protection`,
    protection: { enabled: rulesets.length > 0, required_status_checks: { enforcement_level: 'everyone', contexts: contexts.map((one) => one.context), checks: [] } },
  });
}

async function gitRef({ state, repository, params }: RepositoryExchange): Promise<Answer> {
  const ref = `refs/${params.get('ref') ?? ''}`;
  const sha = (await listRefs(repository.dir)).get(ref);
  if (sha === undefined) throw notFound();
  const type = (await readObject(repository.dir, sha))?.type ?? 'commit';
  const api = apiOf(state, repository);
  return ok({ ref, node_id: `REF_${sha}`, url: `${api}/git/${ref}`, object: { type, sha, url: `${api}/git/${type}s/${sha}` } });
}

async function gitCommit({ state, repository, params }: RepositoryExchange): Promise<Answer> {
  const sha = params.get('commit_sha') ?? '';
  if ((await readObject(repository.dir, sha))?.type !== 'commit') throw notFound();
  return ok(gitCommitObject(state, repository, await readCommit(repository.dir, sha)));
}

async function commit(exchange: RepositoryExchange): Promise<Answer> {
  const { state, repository } = exchange;
  const ref = param(exchange, 'ref');
  const sha = await resolveRef(repository.dir, ref);
  if (sha === undefined) throw missing(ref);
  if (/vnd\.github(?:\.v3)?\.sha\b/.test(exchange.headers.accept ?? '')) return { status: 200, raw: { bytes: Buffer.from(sha), type: 'application/vnd.github.sha; charset=utf-8' } };
  const read = await readCommit(repository.dir, sha);
  const files = await diffFiles(repository.dir, read.parents[0] ?? '4b825dc642cb6eb9a060e54bf8d69288fbee4904', sha);
  const { at, perPage, headers } = pageHeaders(exchange.url, files.length, 100);
  const shown = patchesWithinLimits(state.settings, files).slice((at - 1) * perPage, at * perPage);
  const sum = (pick: 'additions' | 'deletions') => files.reduce((total, file) => total + file[pick], 0);
  return {
    status: 200, headers, json: {
      ...commitObject(state, repository, read), stats: { total: sum('additions') + sum('deletions'), additions: sum('additions'), deletions: sum('deletions') },
      files: shown.map(({ file, patch }) => diffEntry(state, repository, sha, file, patch)),
    },
  };
}

async function listCommits(exchange: RepositoryExchange): Promise<Answer> {
  const { state, repository, url } = exchange;
  const from = await resolveRef(repository.dir, query(exchange, 'sha') ?? repository.defaultBranch);
  if (from === undefined) throw notFound();
  const path = query(exchange, 'path');
  const shas = (await gitText(repository.dir, ['rev-list', from, ...(path === undefined ? [] : ['--', path])])).split('\n').filter(Boolean);
  return pageOf(url, shas, async (some) => (await readCommits(repository.dir, some)).map((one) => commitObject(state, repository, one)));
}

async function commitPulls({ state, repository, url, params }: RepositoryExchange): Promise<Answer> {
  const sha = await resolveRef(repository.dir, params.get('commit_sha') ?? '');
  if (sha === undefined) throw missing(params.get('commit_sha') ?? '');
  const holding = [];
  for (const pull of repository.pulls.values()) {
    const own = pull.head.sha === sha || pull.merged?.commit === sha || repository.queue.some((one) => one.number === pull.number && one.headSha === sha);
    if (own || (await commitsBetween(repository.dir, pull.base.sha, pull.head.sha)).includes(sha)) holding.push(pull);
  }
  return page(url, holding, (pull) => pullSimple(state, repository, pull));
}

async function tree(exchange: RepositoryExchange): Promise<Answer> {
  const { state, repository } = exchange;
  const sha = await resolveRef(repository.dir, param(exchange, 'tree_sha'), 'tree');
  if (sha === undefined) throw notFound();
  const recursive = exchange.url.searchParams.has('recursive');
  const items = await listTree(repository.dir, sha, recursive);
  const api = apiOf(state, repository);
  const shown = [];
  let bytes = 0;
  for (const item of items) {
    const one = {
      path: item.path, mode: item.mode, type: item.type, sha: item.sha, ...(item.size === undefined ? {} : { size: item.size }),
      ...(item.type === 'commit' ? {} : { url: `${api}/git/${item.type}s/${item.sha}` }),
    };
    bytes += item.path.length + 160;
    // Only recursive listings are cut.
    if (recursive && (shown.length >= state.settings.treeEntries || bytes > state.settings.treeBytes)) break;
    shown.push(one);
  }
  return ok({ sha, url: `${api}/git/trees/${sha}`, tree: shown, truncated: shown.length < items.length });
}

async function blob(exchange: RepositoryExchange): Promise<Answer> {
  const { state, repository } = exchange;
  const sha = param(exchange, 'file_sha');
  const found = await readObject(repository.dir, sha);
  if (found?.type !== 'blob') throw notFound();
  if (found.size > state.settings.rawBytes) {
    throw new Refusal(403, 'This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API, but you can always clone the repository via Git to obtain it.', [{ resource: 'Blob', field: 'data', code: 'too_large' }]);
  }
  const { bytes } = found;
  if (mediaType(exchange) === 'raw') return { status: 200, raw: { bytes, type: 'application/vnd.github.raw; charset=utf-8' } };
  return ok({ sha, node_id: nodeId('B', 0), size: bytes.length, url: `${apiOf(state, repository)}/git/blobs/${sha}`, content: bytes.toString('base64').replace(/.{60}/g, '$&\n'), encoding: 'base64' });
}

async function compare(exchange: RepositoryExchange): Promise<Answer> {
  const { state, repository, url } = exchange;
  const [, baseRef = '', headRef = ''] = /^(.+?)\.\.\.(.+)$/.exec(param(exchange, 'basehead')) ?? [];
  const base = await resolveRef(repository.dir, baseRef);
  const head = await resolveRef(repository.dir, headRef.replace(/^[^:/]+:/, ''));
  if (base === undefined || head === undefined) throw notFound();
  const common = await mergeBase(repository.dir, base, head);
  if (common === undefined) throw new Refusal(404, `No common ancestor between ${baseRef} and ${headRef}.`);
  if (mediaType(exchange) === 'diff') return { status: 200, raw: { bytes: Buffer.from(await gitText(repository.dir, ['diff', '-M', common, head])), type: 'application/vnd.github.diff; charset=utf-8' } };
  const [ahead, behind, files] = await Promise.all([commitsBetween(repository.dir, base, head), commitsBetween(repository.dir, head, base), diffFiles(repository.dir, common, head)]);
  const { at, perPage, headers } = pageHeaders(url, ahead.length, 250);
  const commits = await readCommits(repository.dir, [base, common, ...ahead.slice((at - 1) * perPage, at * perPage)]);
  const [baseCommit, commonCommit, ...own] = commits.map((one) => commitObject(state, repository, one));
  const html = `${htmlOf(state, repository)}/compare/${base}...${head}`;
  const status = ahead.length > 0 && behind.length > 0 ? 'diverged' : ahead.length > 0 ? 'ahead' : behind.length > 0 ? 'behind' : 'identical';
  return {
    status: 200, headers, json: {
      url: `${apiOf(state, repository)}/compare/${base}...${head}`, html_url: html, permalink_url: html, diff_url: `${html}.diff`, patch_url: `${html}.patch`,
      base_commit: baseCommit, merge_base_commit: commonCommit, status, ahead_by: ahead.length, behind_by: behind.length, total_commits: ahead.length, commits: own,
      // At most 300 files, on the first page only.
      files: at === 1 ? patchesWithinLimits(state.settings, files).slice(0, 300).map(({ file, patch }) => diffEntry(state, repository, head, file, patch)) : [],
    },
  };
}

export const repositoryRoutes: readonly Route[] = [
  repositoryRoute('GET ', needs.metadata, ({ state, repository }) => ok(fullRepository(state, repository))),
  repositoryRoute('GET /branches/{branch}', needs.contents, branch),
  repositoryRoute('GET /git/ref/{ref}', needs.contents, gitRef),
  repositoryRoute('GET /git/commits/{commit_sha}', needs.contents, gitCommit),
  repositoryRoute('GET /git/trees/{tree_sha}', needs.contents, tree),
  repositoryRoute('GET /git/blobs/{file_sha}', needs.contents, blob),
  repositoryRoute('GET /commits', needs.contents, listCommits),
  repositoryRoute('GET /commits/{ref}', needs.contents, commit),
  repositoryRoute('GET /commits/{commit_sha}/pulls', needs.pulls, commitPulls),
  repositoryRoute('GET /compare/{basehead}', needs.contents, compare),
];
