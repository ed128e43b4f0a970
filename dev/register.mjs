// `node --import ./dev/register.mjs file.ts` runs TypeScript from a checkout, in this process and in its children.
import { register } from 'node:module';
register('./hooks.mjs', import.meta.url);
