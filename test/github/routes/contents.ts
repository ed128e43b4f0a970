import { entryAt, listTree, readBlob, readCommit, resolveRef, type TreeItem } from '../git/objects.js';
import { Refusal, notFound, ok, type Answer } from '../http/answer.js';
import { mediaType, needs, param, query, repositoryRoute, type RepositoryExchange, type Route } from '../http/exchange.js';
import { contentObject, type ContentEntry } from '../objects/repositories.js';

const typeOf = (item: TreeItem): ContentEntry['type'] =>
  item.type === 'tree' ? 'dir' : item.type === 'commit' ? 'submodule' : item.mode === '120000' ? 'symlink' : 'file';
const entryOf = (item: TreeItem, path: string): ContentEntry => ({ type: typeOf(item), path, sha: item.sha, size: item.size ?? 0 });

/** A file or folder by its path: up to 1 MB as JSON, up to 100 MB raw or with an empty content as an object, folders up to 1,000 entries. */
async function contents(exchange: RepositoryExchange): Promise<Answer> {
  const { state, repository } = exchange;
  const ref = query(exchange, 'ref') ?? repository.defaultBranch;
  const sha = await resolveRef(repository.dir, ref);
  if (sha === undefined) throw new Refusal(404, `No commit found for the ref ${ref}`);
  const path = param(exchange, 'path').replace(/\/+$/, '');
  const found = await entryAt(repository.dir, (await readCommit(repository.dir, sha)).tree, path);
  if (!found) throw notFound();
  const shown = contentObject(state, repository, ref, entryOf(found, path));
  const media = mediaType(exchange);
  if (found.type === 'tree') {
    const items = (await listTree(repository.dir, found.sha, false)).slice(0, 1000)
      .map((item) => contentObject(state, repository, ref, entryOf(item, path === '' ? item.path : `${path}/${item.path}`)))
      // In listings GitHub calls a submodule a file, so that older clients get on.
      .map((one) => (one['type'] === 'submodule' ? { ...one, type: 'file' } : one));
    return media === 'object' ? ok({ ...shown, entries: items }) : ok(items);
  }
  if (found.type === 'commit') return ok({ ...shown, submodule_git_url: null, size: 0 });
  const size = found.size ?? 0;
  if (size > state.settings.rawBytes) throw new Refusal(403, 'This API returns blobs up to 100 MB in size.', [{ resource: 'Blob', field: 'data', code: 'too_large' }]);
  if (media === 'raw') return { status: 200, raw: { bytes: await readBlob(repository.dir, found.sha), type: 'application/vnd.github.raw; charset=utf-8' } };
  if (size > state.settings.contentBytes) {
    if (media === 'object') return ok({ ...shown, content: '', encoding: 'none' });
    throw new Refusal(403, 'This API returns blobs up to 1 MB in size. The requested blob is too large to fetch via the API, but you can use the Git Data API to request blobs up to 100 MB in size.', [{ resource: 'Blob', field: 'data', code: 'too_large' }]);
  }
  const bytes = await readBlob(repository.dir, found.sha);
  if (shown['type'] === 'symlink') return symlink(exchange, bytes.toString('utf8'), ref, path, shown);
  return ok({ ...shown, content: bytes.toString('base64').replace(/.{60}/g, '$&\n'), encoding: 'base64' });
}

/** A link to a file inside the repository is followed; any other one is told as a link. */
async function symlink(exchange: RepositoryExchange, target: string, ref: string, path: string, shown: Record<string, unknown>): Promise<Answer> {
  const { state, repository } = exchange;
  const aim = new URL(target, `file:///${path}`).pathname.slice(1);
  const sha = await resolveRef(repository.dir, ref);
  const entry = target.startsWith('/') || sha === undefined ? undefined : await entryAt(repository.dir, (await readCommit(repository.dir, sha)).tree, decodeURIComponent(aim));
  if (entry?.type !== 'blob' || entry.mode === '120000') return ok({ ...shown, target });
  const bytes = await readBlob(repository.dir, entry.sha);
  return ok({ ...contentObject(state, repository, ref, { type: 'file', path, sha: entry.sha, size: bytes.length }), content: bytes.toString('base64').replace(/.{60}/g, '$&\n'), encoding: 'base64' });
}

export const contentRoutes: readonly Route[] = [repositoryRoute('GET /contents/{path}', needs.contents, contents)];
