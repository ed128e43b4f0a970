import { parse } from 'yaml';
import { z } from 'zod';
import { Failure } from '../../core/errors.js';
import type { Permissions } from './operations.js';

const level = z.enum(['read', 'write']);
const manifestShape = z.strictObject({
  name: z.string().min(1).max(34), description: z.string(), url: z.string(), public: z.boolean(),
  default_permissions: z.record(z.string(), level), default_events: z.array(z.string()),
});

/** What app.yml says: the App that GitHub is asked to make. */
export interface AppManifest {
  readonly name: string;
  readonly description: string;
  readonly url: string;
  readonly public: boolean;
  readonly permissions: Permissions;
  readonly events: readonly string[];
}

/** Reads app.yml. @throws Failure CONFIGURATION { file, key } when it is not what it should be. */
export function readAppManifest(text: string): AppManifest {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw new Failure('CONFIGURATION', { file: 'app.yml' }, error);
  }
  const read = manifestShape.safeParse(value);
  if (!read.success) throw new Failure('CONFIGURATION', { file: 'app.yml', key: (read.error.issues[0]?.path ?? []).join('.') });
  const { default_permissions, default_events, ...rest } = read.data;
  return { ...rest, permissions: default_permissions, events: default_events };
}

/** The manifest as GitHub's form takes it. Without a public address the webhook is made inactive, to be set once there is one. */
export function manifestForm(manifest: AppManifest, addresses: { readonly redirectUrl: string; readonly hookUrl?: string | undefined; readonly name?: string | undefined }): { readonly [key: string]: unknown } {
  return {
    name: addresses.name ?? manifest.name, description: manifest.description, url: manifest.url, public: manifest.public, redirect_url: addresses.redirectUrl,
    hook_attributes: addresses.hookUrl === undefined ? { url: 'https://example.invalid/webhook', active: false } : { url: addresses.hookUrl, active: true },
    default_permissions: manifest.permissions, default_events: manifest.events,
  };
}
