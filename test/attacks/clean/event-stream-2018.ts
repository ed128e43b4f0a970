import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/event-stream-2018.js';

export const replica: Replica = {
  id: 'event-stream-2018',
  story: 'A new dependency of some age that is really imported and does what it says.',
  name: 'event-stream',
  before,
  after: {
    version: '3.3.6',
    publishedAt: '2018-11-02T09:14:27.000Z',
    publisher: { name: 'right9', email: 'right9@mail.example.invalid' },
    manifest: {
      main: 'index.js',
      license: 'MIT',
      description: 'construct pipes of streams of events',
      dependencies: { through: '^2.3.8', split: '^1.0.1', 'stream-flat': '^1.2.0' },
    },
    files: {
      'examples/pretty.js': before.files['examples/pretty.js'],
      'readme.markdown': before.files['readme.markdown'],
      'index.js': before.files['index.js']
        .replace(`  , split = require('split')`, () => `  , split = require('split')
  , flat = require('stream-flat')`)
        .replace(`es.split = split`, () => `es.split = split

// one chunk in, any number of chunks out
es.flatmap = function (mapper) {
  return flat(function (chunk, push) {
    mapper(chunk, function (err, list) { push(err, list || []) })
  })
}`),
    },
  },
  brings: [
    {
      name: 'stream-flat',
      versions: [
        {
          version: '1.1.0',
          publishedAt: '2017-03-14T09:14:27.000Z',
          publisher: { name: 'mikeal', email: 'mikeal@mail.example.invalid' },
          manifest: { main: 'index.js', license: 'MIT', description: 'one chunk in, many out' },
          files: {
            'index.js': `var Transform = require('stream').Transform
module.exports = function (map) {
  var s = new Transform({objectMode: true})
  s._transform = function (chunk, enc, done) {
    map(chunk, function (err, list) {
      if (err) return done(err)
      list.forEach(function (x) { s.push(x) })
      done()
    })
  }
  return s
}
`,
          },
        },
        {
          version: '1.2.0',
          publishedAt: '2018-02-01T09:14:27.000Z',
          publisher: { name: 'mikeal', email: 'mikeal@mail.example.invalid' },
          manifest: { main: 'index.js', license: 'MIT', description: 'one chunk in, many out' },
          files: {
            'index.js': `var Transform = require('stream').Transform
module.exports = function (map, options) {
  var s = new Transform(Object.assign({objectMode: true}, options))
  s._transform = function (chunk, enc, done) {
    map(chunk, function (err, list) {
      if (err) return done(err)
      list.forEach(function (x) { s.push(x) })
      done()
    })
  }
  return s
}
`,
          },
        },
      ],
    },
  ],
  must: 'warn',
};
