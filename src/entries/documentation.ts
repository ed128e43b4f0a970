/** Where the pages about checks stand, without a slash at the end. */
export const docsBase = 'https://github.com/mergewarden/mergewarden/blob/main/docs';
