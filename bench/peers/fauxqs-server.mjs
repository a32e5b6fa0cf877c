/** fauxqs as a server of its own: in memory, or with its SQLite store in the folder that is given. */
import { startFauxqs } from "fauxqs";

const [dataDir] = process.argv.slice(2);
const { port } = await startFauxqs({
  port: 0,
  host: "127.0.0.1",
  logger: false,
  ...(dataDir === undefined ? {} : { dataDir }),
});
console.log(`fauxqs listens on http://127.0.0.1:${port}`);
