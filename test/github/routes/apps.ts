import { accountOf, appObject, installationObject, installed, iso } from '../objects/accounts.js';
import { repositoryObject } from '../objects/repositories.js';
import { Refusal, created, notFound, ok, page } from '../http/answer.js';
import { grants, type Actor } from '../http/auth.js';
import { numberParam, param, query, type Exchange, type Route } from '../http/exchange.js';
import type { App, Delivery, Installation, Level, Permissions } from '../state.js';
import { makeApp } from '../world/accounts.js';
import { findRepository } from '../world/lookup.js';
import { mintToken } from '../world/tokens.js';

const appIn = (actor: Actor): App => {
  if (actor.kind !== 'app') throw new Refusal(401, 'A JSON web token could not be decoded');
  return actor.app;
};
const ownInstallation = (exchange: Exchange, found: Installation | undefined): Installation => {
  if (!found || found.appId !== appIn(exchange.actor).id) throw notFound();
  return found;
};
const installationOf = (exchange: Exchange, account: string): Installation | undefined =>
  [...exchange.state.installations.values()].find((one) => one.account.toLowerCase() === account.toLowerCase() && one.appId === appIn(exchange.actor).id);

function accessToken(exchange: Exchange) {
  const installation = ownInstallation(exchange, exchange.state.installations.get(numberParam(exchange, 'installation_id')));
  const body = exchange.body as { repositories?: string[]; repository_ids?: number[]; permissions?: Record<string, Level> };
  if (installation.suspendedAt !== undefined) throw new Refusal(403, 'This installation has been suspended');
  const reachable = installed(exchange.state, installation);
  const named = [...(body.repository_ids ?? []), ...(body.repositories ?? []).map((name) => reachable.find((one) => one.name === name)?.id ?? -1)];
  const missing = named.filter((id) => !reachable.some((one) => one.id === id));
  if (missing.length > 0) throw new Refusal(422, 'There is at least one repository that does not exist or is not accessible to the parent installation.');
  for (const [name, level] of Object.entries(body.permissions ?? {})) {
    if (!grants(installation.permissions, name, level)) throw new Refusal(422, 'The permissions requested are not granted to this installation.');
  }
  const permissions: Permissions = body.permissions ? { metadata: 'read', ...body.permissions } : installation.permissions;
  const token = mintToken(exchange.state, installation, permissions, named.length > 0 ? new Set(named) : undefined);
  return created({
    token: token.value, expires_at: iso(token.expiresAt), permissions, repository_selection: named.length > 0 ? 'selected' : installation.selection,
    ...(named.length > 0 ? { repositories: reachable.filter((one) => named.includes(one.id)).map((one) => repositoryObject(exchange.state, one)) } : {}),
  });
}

const deliveryItem = (delivery: Delivery) => ({
  id: delivery.id, guid: delivery.guid, delivered_at: iso(delivery.deliveredAt), redelivery: delivery.redelivery, duration: delivery.durationMs / 1000,
  status: delivery.state === 'answered' ? 'OK' : delivery.statusCode === 0 ? 'Pending' : `Invalid HTTP Response: ${delivery.statusCode}`, status_code: delivery.statusCode,
  event: delivery.event, action: delivery.action, installation_id: delivery.installationId ?? null, repository_id: delivery.repositoryId ?? null, throttled_at: null,
});
function deliveryOf(exchange: Exchange): Delivery {
  const id = numberParam(exchange, 'delivery_id');
  const delivery = exchange.state.deliveries.find((one) => one.id === id && one.appId === appIn(exchange.actor).id);
  if (!delivery) throw notFound();
  return delivery;
}
function listDeliveries(exchange: Exchange) {
  const own = exchange.state.deliveries.filter((one) => one.appId === appIn(exchange.actor).id).reverse();
  const wanted = query(exchange, 'status');
  const fitting = wanted === undefined ? own : own.filter((one) => (one.state === 'answered') === (wanted === 'success'));
  // Newest first, and paged by a cursor: the id to go on below.
  const cursor = query(exchange, 'cursor');
  const rest = cursor === undefined ? fitting : fitting.filter((one) => one.id < Number(cursor));
  const perPage = Math.min(Number(query(exchange, 'per_page') ?? 30) || 30, 100);
  const shown = rest.slice(0, perPage);
  const next = new URL(exchange.url);
  next.searchParams.set('cursor', String(shown.at(-1)?.id ?? 0));
  return { status: 200, json: shown.map(deliveryItem), headers: rest.length > perPage ? { link: `<${next.href}>; rel="next"` } : {} };
}

const hookConfig = (app: App) => ({ url: app.webhook.url ?? '', content_type: 'json', insecure_ssl: '0', secret: '********' });

/** Turns a manifest's code into an App, once: with its private key and secrets. */
function convert(exchange: Exchange) {
  const code = param(exchange, 'code');
  const waiting = exchange.state.manifests.get(code);
  if (!waiting) throw notFound();
  exchange.state.manifests.delete(code);
  const { manifest, owner } = waiting;
  const hook = (manifest['hook_attributes'] ?? {}) as { url?: string };
  const made = makeApp(exchange.state, {
    owner, name: typeof manifest['name'] === 'string' ? manifest['name'] : 'app', permissions: (manifest['default_permissions'] ?? {}) as Permissions,
    events: (manifest['default_events'] ?? []) as string[], ...(hook.url === undefined ? {} : { webhookUrl: hook.url }),
  });
  return created({
    ...appObject(exchange.state, made.app), client_secret: made.clientSecret, webhook_secret: made.app.webhook.secret, pem: made.privateKey,
  });
}

export const appRoutes: readonly Route[] = [
  { operation: 'GET /app', who: 'app', run: ({ state, actor }) => ok({ ...appObject(state, appIn(actor)), installations_count: [...state.installations.values()].filter((one) => one.appId === appIn(actor).id).length }) },
  {
    operation: 'GET /app/installations', who: 'app',
    run: ({ state, actor, url }) => page(url, [...state.installations.values()].filter((one) => one.appId === appIn(actor).id), (one) => installationObject(state, one)),
  },
  {
    operation: 'GET /app/installations/{installation_id}', who: 'app',
    run: (exchange) => ok(installationObject(exchange.state, ownInstallation(exchange, exchange.state.installations.get(numberParam(exchange, 'installation_id'))))),
  },
  { operation: 'POST /app/installations/{installation_id}/access_tokens', who: 'app', run: accessToken },
  { operation: 'GET /app/hook/config', who: 'app', run: ({ actor }) => ok(hookConfig(appIn(actor))) },
  {
    operation: 'PATCH /app/hook/config', who: 'app',
    run({ actor, body }) {
      const { webhook } = appIn(actor);
      if (typeof body['url'] === 'string') webhook.url = body['url'];
      if (typeof body['secret'] === 'string') webhook.secret = body['secret'];
      return ok(hookConfig(appIn(actor)));
    },
  },
  { operation: 'GET /app/hook/deliveries', who: 'app', run: listDeliveries },
  {
    operation: 'GET /app/hook/deliveries/{delivery_id}', who: 'app',
    run(exchange) {
      const delivery = deliveryOf(exchange);
      return ok({
        ...deliveryItem(delivery), url: appIn(exchange.actor).webhook.url ?? '', request: { headers: delivery.headers, payload: JSON.parse(delivery.payload) as unknown },
        response: { headers: delivery.response?.headers ?? null, payload: delivery.response?.body ?? null },
      });
    },
  },
  {
    operation: 'POST /app/hook/deliveries/{delivery_id}/attempts', who: 'app',
    run(exchange) {
      exchange.webhooks.redeliver(deliveryOf(exchange));
      return { status: 202, json: {} };
    },
  },
  { operation: 'POST /app-manifests/{code}/conversions', who: 'anyone', run: convert },
  {
    operation: 'GET /installation/repositories', who: 'installation',
    run({ state, actor, url }) {
      if (actor.kind !== 'installation') throw new Refusal(403, 'You must authenticate with an installation access token in order to list repositories for an installation.');
      const { repositoryIds } = actor.token;
      const visible = installed(state, actor.installation).filter((one) => !repositoryIds || repositoryIds.has(one.id));
      return page(url, visible, (one) => repositoryObject(state, one), (repositories, total_count) => ({ total_count, repository_selection: actor.installation.selection, repositories }));
    },
  },
  ...(['GET /orgs/{org}/installation', 'GET /users/{username}/installation'] as const).map((operation): Route => ({
    operation, who: 'app',
    run: (exchange) => ok(installationObject(exchange.state, ownInstallation(exchange, installationOf(exchange, accountOf(exchange.state, param(exchange, 'org') || param(exchange, 'username')).login)))),
  })),
  {
    operation: 'GET /repos/{owner}/{repo}/installation', who: 'app',
    run(exchange) {
      const repository = findRepository(exchange.state, param(exchange, 'owner'), param(exchange, 'repo'));
      const installation = repository && installationOf(exchange, repository.owner);
      if (!installation || !installed(exchange.state, installation).includes(repository)) throw notFound();
      return ok(installationObject(exchange.state, ownInstallation(exchange, installation)));
    },
  },
];
