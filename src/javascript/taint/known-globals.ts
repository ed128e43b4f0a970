/** Stands for a part of a text that is not known. */
export const gap = '\0';

/** Methods that the language itself calls where an object is to be a text, a list or a promise. */
export const converting: ReadonlySet<string> = new Set(['toString', 'valueOf', 'toJSON', 'then']);
/**
 * Globals of the language and its hosts. What is handed to their functions does not stay in them; every other global is a variable that files share.
 */
export const standardGlobals: ReadonlySet<string> = new Set(('Object Function Array String Number Boolean Symbol BigInt Math JSON Date RegExp Promise Map Set WeakMap WeakSet WeakRef FinalizationRegistry Error AggregateError EvalError '
  + 'RangeError ReferenceError SyntaxError TypeError URIError DOMException Reflect Proxy Atomics ArrayBuffer SharedArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array '
  + 'Float32Array Float64Array BigInt64Array BigUint64Array Intl WebAssembly Iterator parseInt parseFloat isNaN isFinite NaN Infinity encodeURIComponent decodeURIComponent encodeURI decodeURI escape unescape Buffer console '
  + 'TextEncoder TextDecoder URL URLSearchParams Headers Request Response FormData Blob File FileReader AbortController AbortSignal Event EventTarget CustomEvent MessageChannel MessagePort BroadcastChannel ReadableStream '
  + 'WritableStream TransformStream CompressionStream DecompressionStream performance crypto queueMicrotask structuredClone setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate atob btoa process '
  + 'document window self navigator location history screen localStorage sessionStorage indexedDB requestAnimationFrame cancelAnimationFrame getComputedStyle matchMedia alert HTMLElement Element Node NodeList Image Worker '
  + 'MutationObserver ResizeObserver IntersectionObserver XMLSerializer DOMParser Notification customElements require global globalThis define Deno Bun').split(' '));
