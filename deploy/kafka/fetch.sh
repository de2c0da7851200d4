#!/bin/sh
# Which Apache Kafka do the tests run against? Fetches the jars named in pom.xml into .kafka/jars/ with Maven.
# Does nothing when they are there already. Exit codes: 0 there, 3 Maven or Java is missing, else Maven's own.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
jars="$root/.kafka/jars"
stamp="$root/.kafka/fetched-from.xml"

for tool in java mvn; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "!!! Apache Kafka is NOT there, and nothing is tested against it: '$tool' is not installed" >&2
    echo "!!! 未安装 $tool，没有对 Apache Kafka 做任何测试" >&2
    exit 3
  fi
done

if cmp -s "$here/pom.xml" "$stamp"; then
  echo "Apache Kafka is there: $jars"
  exit 0
fi

# Into a fresh folder first: a fetch broken off half-way must not look like a whole one.
rm -rf "$jars" "$jars.new" "$stamp"
mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$jars.new"
mv "$jars.new" "$jars"
cp "$here/pom.xml" "$stamp"
echo "Apache Kafka fetched: $jars"
