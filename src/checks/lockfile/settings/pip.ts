import { all, exceptions, members, whileOff, whileOn, type EffectTable } from './effects.js';

const built = 'source archives, whose code runs when they are built, from being installed';

/** Options of requirements files (pip, `req_file.SUPPORTED_OPTIONS`). */
export const pipOptions: EffectTable = new Map([
  ...all('source', 'index-url extra-index-url find-links'),
  ['trusted-host', 'transport'],
  ['no-index', whileOn('the install from taking packages from any index', false, 'medium')],
  ['require-hashes', whileOn('files that are pinned to no digest from being installed', false)],
  ['pre', whileOff('prereleases from being taken unasked', 'medium')],
  ['only-binary', members(built)],
  ['no-binary', exceptions(built)],
  ...all('harmless', 'prefer-binary use-feature always-unzip use-wheel no-use-wheel uploaded-prior-to allow-external allow-unverified allow-all-external process-dependency-links'),
]);
