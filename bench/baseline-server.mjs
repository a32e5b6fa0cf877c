/** The floor: a do-nothing node:http server that parses a JSON body and answers the JSON that SendMessage answers. */
import { createServer } from "node:http";

const ANSWER = {
  MessageId: "5fea7756-0ea4-451a-a703-a558b933e274",
  MD5OfMessageBody: "fafb00f5732ab283681e124bf8747ed1",
};

const server = createServer((request, response) => {
  const pieces = [];
  request.on("data", (piece) => pieces.push(piece));
  request.on("end", () => {
    const input = JSON.parse(Buffer.concat(pieces).toString("utf8"));
    const body = JSON.stringify({ ...ANSWER, MD5OfMessageBody: input.MessageBody.slice(0, 32) });
    response.writeHead(200, {
      "content-type": "application/x-amz-json-1.0",
      "content-length": Buffer.byteLength(body),
      "x-amzn-requestid": "5fea7756-0ea4-451a-a703-a558b933e275",
    });
    response.end(body);
  });
});

server.listen(0, "127.0.0.1", () => console.log(`Baseline listens on http://127.0.0.1:${server.address().port}`));
