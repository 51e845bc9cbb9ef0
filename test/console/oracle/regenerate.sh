#!/bin/sh
# Writes expected.jsonl anew from cases.txt. Needs Debian's golang-go, golang-github-hashicorp-hcl-v2-dev
# and golang-github-zclconf-go-cty-dev.
set -eu
cd "$(dirname "$0")"
GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= go run main.go < cases.txt > "${1:-expected.jsonl}"
