/**
 * Dependencies that every pnpm adds to packages which forgot to name them, unless told not to (`ignoreCompatibilityDb`): by package the
 * dependencies (`+`), peers (optional ones with `?`) and marks of optional peers (`=`). Read from pnpm 7 to 11, of all their versions and of all
 * versions of each package, so that an honest lockfile does not differ.
 */
const table = `
@ant-design/react-slick react
@apollographql/apollo-tools graphql
@asyncapi/react-component react react-dom
@babel/parser +@babel/types
@cypress/snapshot +debug
@docusaurus/responsive-loader =sharp =jimp
@fastify/type-provider-typebox fastify
@fullhuman/postcss-purgecss postcss
@google-cloud/firestore +protobufjs
@npmcli/metavuln-calculator +json-parse-even-better-errors
@parcel/node-resolver-core @parcel/core
@parcel/resolver-default @parcel/core
@parcel/transformer-image @parcel/core
@parcel/transformer-js @parcel/core
@playwright/test +jest-matcher-utils
@pm2/agent +debug
@rebass/forms +@styled-system/should-forward-prop react
@samverschueren/stream-to-observable =rxjs =zenObservable
@tailwindcss/aspect-ratio tailwindcss
@tailwindcss/line-clamp tailwindcss
@volar/language-server typescript?
@volar/language-service typescript?
@volar/typescript typescript?
@vue/cli-plugin-typescript +babel-loader +@babel/core vue-template-compiler?
@vue/eslint-config-typescript =typescript
@vuetify/cli-plugin-utils +semver =sass-loader
@webpack-cli/package-utils +cross-spawn
any-observable =rxjs =zenObservable
apollo-upload-client graphql
auto-relay reflect-metadata
babel-plugin-graphql-tag graphql
babel-plugin-remove-graphql-queries +@babel/runtime +gatsby-core-utils +@babel/types
babel-plugin-transform-typescript-metadata @babel/core @babel/traverse?
babel-preset-gatsby-package +@babel/runtime
babel-preset-react-app +@babel/plugin-proposal-private-property-in-object
bin-links +mkdirp-infer-owner
cacheable-lookup +@types/keyv
clipanion-v3-codemod jscodeshift
connect-mongo express-session
consolidate mustache? velocityjs? tinyliquid? liquid-node? jade? then-jade? dust? dustjs-helpers? dustjs-linkedin? swig? swig-templates? razor-tmpl? atpl? liquor? twig? ejs? eco? jazz? jqtpl? hamljs? hamlet? whiskers? haml-coffee? hogan.js? templayed? handlebars? underscore? lodash? pug? then-pug? qejs? walrus? just? ect? mote? toffee? dot? bracket-template? ractive? nunjucks? htmling? babel-core? plates? react-dom? react? arc-templates? vash? slm? marko? teacup? coffee-script? squirrelly? twing?
cordova-ios +underscore
cordova-lib +underscore
create-gatsby +@babel/runtime
critters-webpack-plugin =html-webpack-plugin
debug =supports-color
elm-webpack-loader +temp
eslint-config-react-app =typescript
eslint-import-resolver-vite +debug +resolve
eslint-module-utils =eslint-import-resolver-node =eslint-import-resolver-typescript =eslint-import-resolver-webpack =@typescript-eslint/parser
eslint-plugin-import =@typescript-eslint/parser
fdir picomatch?
focus-trap-react +tabbable
fork-ts-checker-webpack-plugin eslint? typescript webpack vue-template-compiler?
gatsby-admin +@babel/runtime
gatsby-cli +@babel/runtime
gatsby-core-utils +@babel/runtime +got
gatsby-design-tokens +@babel/runtime
gatsby-legacy-polyfills +@babel/runtime
gatsby-plugin-benchmark-reporting +@babel/runtime
gatsby-plugin-favicon webpack
gatsby-plugin-gatsby-cloud +gatsby-core-utils webpack
gatsby-plugin-graphql-config +@babel/runtime
gatsby-plugin-i18n +ramda
gatsby-plugin-image +@babel/runtime
gatsby-plugin-mdx +@babel/runtime +mkdirp gatsby
gatsby-plugin-netlify +gatsby-core-utils
gatsby-plugin-netlify-cms +@babel/runtime
gatsby-plugin-no-sourcemaps +@babel/runtime
gatsby-plugin-page-creator +@babel/runtime +fs-extra
gatsby-plugin-preact +@babel/runtime
gatsby-plugin-preload-fonts +@babel/runtime
gatsby-plugin-schema-snapshot +@babel/runtime
gatsby-plugin-sharp +debug
gatsby-plugin-styletron +@babel/runtime
gatsby-plugin-subfont +@babel/runtime
gatsby-plugin-utils +@babel/runtime +fastq graphql
gatsby-react-router-scroll +prop-types
gatsby-recipes +@babel/runtime
gatsby-remark-prismjs +lodash
gatsby-source-apiserver +babel-polyfill
gatsby-source-shopify +@babel/runtime
gatsby-source-wikipedia +@babel/runtime
gatsby-transformer-screenshot +@babel/runtime
gatsby-worker +@babel/runtime
git-node-fs js-git?
got +@types/responselike +@types/keyv
graphql-compose graphql
http-link-dataloader graphql
ink-select-input react
jest-vue-preprocessor +@babel/core +@babel/template pug?
jss-plugin-rule-value-function +tiny-warning
license-webpack-plugin =webpack
material-table +@babel/runtime
mqtt +duplexify
notistack +csstype
parcel =@parcel/core
postcss-syntax =postcss-html =postcss-jsx =postcss-less =postcss-markdown =postcss-scss
promise-inflight =bluebird
query-ast +lodash
rc-animate react react-dom
react-bootstrap-table2-paginator +classnames
react-color react
react-dev-utils typescript? webpack
react-draggable react react-dom
react-github-btn react
react-instantsearch-core algoliasearch
react-instantsearch-dom +react-fast-compare
react-live react-dom react
react-portal react-dom
react-rnd react react-dom
react-scripts react eslint
reactcss react
rebass react
redux-persist react?
redux-thunk redux
rollup-plugin-polyfill-node rollup
scss-parser +lodash
skypack +tar
snowpack +node-gyp +magic-string
sodium +node-gyp
terser +acorn
testcafe +@babel/plugin-transform-for-of +@babel/runtime
testcafe-legacy-api +testcafe-hammerhead +read-file-relative
typescript-language-server +vscode-jsonrpc +vscode-languageserver-protocol
unified +@types/unist
unplugin-vue2-script-setup @vue/composition-api @vue/runtime-dom
useragent +request +yamlparser +semver
vite-plugin-vue-devtools vue
vite-plugin-vuetify vue
volar-service-typescript typescript?
volar-service-typescript-twoslash-queries typescript?
vue-cli-plugin-vuetify +semver +null-loader vue =sass-loader =vuetify-loader
vue-i18n vue
vue-loader @vue/compiler-sfc? webpack vue?
vue-router vue
vue-template-babel-compiler vue-template-compiler
webpack =webpack-cli =webpack-command
webpack-dev-server =webpack-cli
webpack-plugin-vuetify vue
winston-transport +logform
ws bufferutil? utf-8-validate?
xo webpack?
`;

/** What pnpm adds to one package. */
export interface Additions {
  readonly dependencies: ReadonlySet<string>;
  readonly peers: ReadonlySet<string>;
}

let additions: ReadonlyMap<string, Additions> | undefined;

/** What pnpm adds by itself to a package of this name; undefined for nothing. */
export function additionsTo(name: string): Additions | undefined {
  additions ??= new Map(table.trim().split('\n').map((line) => {
    const [own, ...words] = line.split(' ');
    const named = (pick: (word: string) => boolean): Set<string> => new Set(words.filter(pick).map((word) => word.replace(/^[+=]|\?$/g, '')));
    return [own!, { dependencies: named((word) => word.startsWith('+')), peers: named((word) => !word.startsWith('+')) }];
  }));
  return additions.get(name);
}
