import type { Node } from '../../javascript/tree.js';
import { hereDirectory } from '../../javascript/fold.js';
import type { Detector, Look } from './shape-look.js';
import { argumentsOf } from './shape-look.js';

const library = /\.(?:node|so(?:\.\d{1,6}){0,4}|dylib|dll)$/i;
/** Packages that look for a library in the folder of whoever asks, and load it. Source: their own documentation. */
const finders: ReadonlySet<string> = new Set(['bindings', 'node-gyp-build', 'node-gyp-build-optional-packages', '@mapbox/node-pre-gyp', 'node-pre-gyp', 'prebuild-install', 'pkg-prebuilds', 'ffi-napi', 'ffi-rs', 'koffi']);
const longestKey = 200;

/** Native libraries that are loaded: `require` of one, `process.dlopen`, and packages that find one. A library that nothing loads runs nothing. */
export function nativeShapes(look: Look): Detector {
  const tell = (text: string, node: Node): void => look.add('binary', 'loaded', text.replace(hereDirectory, '.').slice(0, longestKey), node);
  return {
    enter: {
      CallExpression(node) {
        const { names } = look.called(node);
        if (names === undefined) return;
        const [first, second] = argumentsOf(node);
        if (names.includes('process.dlopen')) {
          const [text = ''] = look.texts(second);
          tell(text, node);
        } else if (names.includes('require') || names.includes('module.load')) {
          for (const text of look.texts(first)) if (library.test(text) || finders.has(text)) { tell(text, node); break; }
        }
      },
      ImportDeclaration(node) {
        if (finders.has(node.source.value)) tell(node.source.value, node);
      },
    },
  };
}
