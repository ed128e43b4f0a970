import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gitEnvironment } from '../git/run.js';
import { actorOf, mustSee, roleAtLeast, roleOf, grants, reaches, type Actor } from './auth.js';
import { Refusal } from './answer.js';
import type { Repository } from '../state.js';
import { appLogin } from '../objects/accounts.js';
import { findRepository } from '../world/lookup.js';
import { movingRefs } from '../world/refs.js';
import type { Site } from '../world/site.js';

/** A path of git's smart protocol: owner, name and what comes after. */
export const gitPath = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

function mayPush(site: Site, actor: Actor, repository: Repository): string | undefined {
  if (actor.kind === 'user' && roleAtLeast(roleOf(site.state, repository, actor.login), 'write')) return actor.login;
  if (actor.kind === 'installation' && reaches(actor.installation, repository) && grants(actor.token.permissions, 'contents', 'write')) return appLogin(actor.app);
  return undefined;
}

/** Serves clone, fetch and push through git's own `http-backend`. After a push everything follows that GitHub does then. */
export async function serveGit(site: Site, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const [, owner = '', name = '', rest = ''] = gitPath.exec(url.pathname) ?? [];
  try {
    const actor = actorOf(site.state, request.headers);
    const repository = findRepository(site.state, owner, name);
    const service = rest === 'info/refs' ? url.searchParams.get('service') : rest;
    if (!repository) throw new Refusal(404, 'Repository not found.');
    mustSeeOrAsk(site, actor, repository);
    if (service !== 'git-receive-pack') return await backend(repository, request, response, url, rest, undefined);
    const pusher = mayPush(site, actor, repository);
    if (pusher === undefined) throw new Refusal(actor.kind === 'anonymous' ? 401 : 403, 'Permission to push denied.');
    const run = () => backend(repository, request, response, url, rest, pusher);
    await (rest === 'git-receive-pack' ? movingRefs(site, repository, pusher, run) : run());
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    request.resume();
    response.writeHead(error.status, { 'content-type': 'text/plain', ...(error.status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {}) }).end(`${error.message}\n`);
  }
}

function mustSeeOrAsk(site: Site, actor: Actor, repository: Repository): void {
  if (actor.kind === 'anonymous' && repository.visibility === 'private') throw new Refusal(401, 'Repository not found.');
  mustSee(site.state, actor, repository);
}

/** Runs the CGI program; resolves once it has ended and its answer is out. */
function backend(repository: Repository, request: IncomingMessage, response: ServerResponse, url: URL, rest: string, user: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const { headers } = request;
    const child = spawn('git', ['http-backend'], {
      env: {
        ...gitEnvironment, GIT_PROJECT_ROOT: repository.dir, PATH_INFO: `/${rest}`, GIT_HTTP_EXPORT_ALL: '1', REQUEST_METHOD: request.method ?? 'GET',
        QUERY_STRING: url.search.slice(1), CONTENT_TYPE: headers['content-type'] ?? '', REMOTE_ADDR: '127.0.0.1',
        ...(user === undefined ? {} : { REMOTE_USER: user }), ...(headers['content-length'] ? { CONTENT_LENGTH: headers['content-length'] } : {}),
        ...(headers['content-encoding'] ? { HTTP_CONTENT_ENCODING: headers['content-encoding'] } : {}),
        ...(headers['git-protocol'] ? { GIT_PROTOCOL: String(headers['git-protocol']) } : {}),
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.on('error', reject);
    child.stdin.on('error', () => {});
    request.pipe(child.stdin);
    let head: Buffer | undefined = Buffer.alloc(0);
    child.stdout.on('data', (chunk: Buffer) => {
      if (head === undefined) {
        response.write(chunk);
        return;
      }
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const lines = head.toString('latin1', 0, end).split('\r\n').map((line) => line.split(/: ?(.*)/s));
      const status = lines.find(([key]) => key === 'Status')?.[1];
      response.writeHead(status === undefined ? 200 : Number.parseInt(status, 10), Object.fromEntries(lines.filter(([key]) => key !== 'Status').map(([key = '', value = '']) => [key, value])));
      response.write(head.subarray(end + 4));
      head = undefined;
    });
    // The answer ends only after the program did: whoever sees the end of a push sees its refs moved.
    child.on('close', () => {
      if (head !== undefined && !response.headersSent) response.writeHead(500);
      response.end();
      resolve();
    });
    response.on('close', () => child.kill());
  });
}
