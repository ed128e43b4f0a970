/**
 * What we ask of GitHub's GraphQL. Every field is one of GitHub's published schema (docs.github.com, "Public schema"), which a test holds
 * these texts against. Integers that outgrow GraphQL's 32 bits (the ids of check runs and comments) are not asked for.
 */

/** A test merge, with all that is needed to know what it merges without reading it. */
const testMerge = 'potentialMergeCommit { oid tree { oid } parents(first: 3) { totalCount nodes { oid } } }';
const pull = `number state isDraft headRefOid baseRefName baseRefOid mergeable isCrossRepository headRepository { id } author { login } ${testMerge}`;

/** Commits of a comparison: as many as tell the merge base of nearly every pull request, and few enough to cost one point of the rate limit. */
export const comparedCommits = 50;
export const listedPulls = 100;
export const listedChecks = 50;

/**
 * One head against one base branch: the repository, the pull request, the branch's tip and how the head stands to it, the open pull requests
 * updated last, our own check runs on the head, and a file of the organisation's policy repository.
 */
export const headQuery = `query ($owner: String!, $name: String!, $number: Int!, $base: String!, $head: String!, $oid: GitObjectID!, $app: Int!, $check: String!, $organisation: String!, $path: String!) {
  repository(owner: $owner, name: $name) {
    databaseId name isPrivate visibility isFork owner { login }
    pullRequest(number: $number) { ${pull} comments { totalCount } reviewThreads { totalCount } }
    ref(qualifiedName: $base) {
      name prefix target { __typename oid }
      compare(headRef: $head) {
        behindBy baseTarget { oid } headTarget { oid }
        commits(first: ${comparedCommits}) { totalCount nodes { oid parents(first: 3) { totalCount nodes { oid } } } }
      }
    }
    pullRequests(states: [OPEN], first: ${listedPulls}, orderBy: { field: UPDATED_AT, direction: DESC }) {
      totalCount pageInfo { hasNextPage }
      nodes { number state isDraft headRefOid baseRefName baseRefOid updatedAt author { login } }
    }
    object(oid: $oid) {
      ... on Commit {
        oid
        checkSuites(first: 10, filterBy: { appId: $app }) {
          pageInfo { hasNextPage }
          nodes { checkRuns(first: ${listedChecks}, filterBy: { checkName: $check, checkType: ALL }) { pageInfo { hasNextPage } nodes { externalId status } } }
        }
      }
    }
  }
  organisation: repository(owner: $owner, name: $organisation) {
    defaultBranchRef {
      target {
        ... on Commit {
          file(path: $path) { mode type object { __typename ... on Blob { oid byteSize isBinary isTruncated text } } }
        }
      }
    }
  }
}`;

/** Whether GitHub has made its test merge by now. */
export const mergeQuery = `query ($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { ${pull} } }
}`;

/** So many blobs by their ids. */
export function blobsQuery(count: number): string {
  const places = Array.from({ length: count }, (_, index) => index);
  return `query ($owner: String!, $name: String!, ${places.map((place) => `$o${place}: GitObjectID!`).join(', ')}) {
  repository(owner: $owner, name: $name) {
    ${places.map((place) => `b${place}: object(oid: $o${place}) { ... on Blob { oid byteSize isBinary isTruncated text } }`).join('\n    ')}
  }
}`;
}

/** The review threads of the pull request that a comment stands on, a page of them. */
export const threadsQuery = `query ($comment: ID!, $after: String) {
  node(id: $comment) {
    ... on PullRequestReviewComment {
      pullRequest {
        reviewThreads(first: 100, after: $after) {
          nodes { id isResolved comments(first: 1) { nodes { id } } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
}`;
export const resolveMutation = 'mutation ($thread: ID!) { resolveReviewThread(input: { threadId: $thread }) { thread { id isResolved } } }';
