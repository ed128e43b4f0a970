'use strict';

const counts = new Map();

/** Counts one event by its name. */
exports.count = (name) => counts.set(name, (counts.get(name) ?? 0) + 1);

/** What was counted so far. */
exports.report = () => Object.fromEntries(counts);
