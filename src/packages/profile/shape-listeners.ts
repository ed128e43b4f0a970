import type { Node } from '../../javascript/tree.js';
import { endOf, isFunction, startOf, unwrap } from '../../javascript/tree.js';
import type { Detector, Look } from './shape-look.js';
import { argumentsOf } from './shape-look.js';

const listening: ReadonlySet<string> = new Set(['addEventListener']);
/** Events of a whole page that carry what somebody types, pays with or copies. */
const typed: ReadonlySet<string> = new Set(['submit', 'input', 'change', 'keydown', 'keyup', 'keypress', 'beforeinput', 'paste', 'copy', 'cut', 'formdata']);
const whole = /^(?:document|globalThis|window|document\.body|document\.documentElement)$/;
const sending = /^(?:fetch|navigator\.sendBeacon|XMLHttpRequest|WebSocket|EventSource|Image|object:(?:xhr|websocket|element)(?:\.|$)|npm:axios)/;

/** Listeners on a whole page for what is typed or copied that send something when they hear it: skimmers. */
export function listenerShapes(look: Look): Detector {
  return {
    names: { calls: listening },
    enter: {
      CallExpression(node) {
        const { callee, name } = look.called(node);
        if (name !== 'addEventListener') return;
        const [event, listener] = argumentsOf(node);
        if (event === undefined || listener === undefined) return;
        const heard = look.texts(event).find((one) => typed.has(one));
        if (heard === undefined || (callee.type === 'MemberExpression' && !look.paths(callee.object).some((one) => whole.test(one)))) return;
        const body = functionOf(look, listener);
        if (body !== undefined && sends(look, body)) look.add('hook', 'page', `page ${heard}`, node);
      },
    },
  };
}

function functionOf(look: Look, node: Node): Node | undefined {
  const inner = unwrap(node);
  if (isFunction(inner)) return inner;
  return look.values(inner).flatMap((value) => (value.kind === 'function' ? [value.node as Node] : []))[0];
}

function sends(look: Look, body: Node): boolean {
  const [start, end] = [startOf(body), endOf(body)];
  return look.tree.scopes.calls.some(({ node }) => startOf(node) >= start && endOf(node) <= end && (look.tree.named.get(unwrap((node as { callee: Node }).callee)) ?? []).some((one) => sending.test(one)));
}
