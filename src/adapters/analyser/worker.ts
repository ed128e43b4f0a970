import { profilePackage, type ProfileInput } from '../../packages/profile/profile.js';

// A process of its own that knows nothing but the bytes it is sent. It answers once for each package and ends with its parent.
process.on('message', ({ id, input }: { readonly id: number; readonly input: ProfileInput }) => {
  process.send?.({ id, result: profilePackage(input) });
});
process.on('disconnect', () => process.exit(0));
