/** Figures of several rounds: what is quoted is the median, with the least and the greatest beside it. */

export function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const round = (value) => Number(value.toPrecision(4));
  return {
    median: round(sorted[Math.floor(sorted.length / 2)]),
    minimum: round(sorted[0]),
    maximum: round(sorted.at(-1)),
  };
}

/** Runs `measure` for each of the servers in turns, and returns what it gave, by server and round. */
export async function inTurns(servers, rounds, measure) {
  const results = new Map(servers.map((server) => [server, []]));
  for (let round = 0; round < rounds; round++) {
    for (const server of servers) results.get(server).push(await measure(server));
  }
  return results;
}

/** The ratios of one server's figures to another's, round by round. */
export function ratios(results, [one, other], figure) {
  const others = results.get(other);
  return spread(results.get(one).map((result, round) => result[figure] / others[round][figure]));
}
