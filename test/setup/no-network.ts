import net from 'node:net';

// No test speaks to anything but this machine: a connection elsewhere is an error that names the host.
const connect = Reflect.get(net.Socket.prototype, 'connect') as (...args: unknown[]) => net.Socket;
const local = new Set(['127.0.0.1', '::1', 'localhost']);
net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
  const [first] = (Array.isArray(args[0]) ? args[0] : args) as [unknown, unknown];
  const options = typeof first === 'object' && first !== null ? (first as { host?: string; path?: string }) : undefined;
  const host = options ? options.host : typeof args[1] === 'string' ? args[1] : undefined;
  if (options?.path === undefined && host !== undefined && !local.has(host)) throw new Error(`a test tried to reach ${host}`);
  return Reflect.apply(connect, this, args);
} as typeof connect;
