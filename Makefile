# What can be done here. No logic: each line calls cargo or a script.
MAKEFLAGS += --no-print-directory --silent
.DEFAULT_GOAL := help
.PHONY: help setup run install dev test check walls walls-probe new-domain new-domain-probe fourteen golden bench chaos attack shots supply sbom routes graph contract-release clean-data

help: ## this list
	awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## install what is missing: system packages, Rust, browser libraries, test tools
	scripts/setup.sh all

run: ## build and serve http://127.0.0.1:8080 with a demo video (data in ./data)
	scripts/setup.sh run
	scripts/run.sh

install: ## build a release and put shoal into ~/.local/bin, or PREFIX=…/bin
	scripts/setup.sh run
	scripts/install.sh

dev: ## like run, and again after each change
	scripts/setup.sh run
	scripts/dev.sh

test: ## everything: format, lints, walls, units, journeys, tus, browser, contracts
	scripts/test.sh

check: ## what a change must pass before it is shown: format, lints, walls
	scripts/test.sh fmt clippy walls

walls: ## the architecture test alone
	scripts/test.sh walls

walls-probe: ## prove each wall: insert every forbidden line in a copy and see it refused
	scripts/walls-probe.sh

new-domain: ## WORD=coin: add a domain that works, to be made into the one that is wanted
	scripts/new-domain.sh $(WORD)

fourteen: ## measure what a change costs a developer when all fourteen domains exist
	scripts/fourteen.sh

new-domain-probe: ## prove that a domain is added by its own files alone
	scripts/new-domain-probe.sh

golden: ## accept the present contract, calls, routes and refusals as golden; review the diff
	scripts/golden.sh

bench: ## measure, release build: one table, anchor beside figure
	scripts/bench.sh

chaos: ## 1,000,000 simulated lives, 500 cycles of kill -9 per store, 100 of each while people talk; seeds printed
	scripts/chaos.sh

attack: ## what strangers try, at full size against a release build; prints what came of it
	scripts/attack.sh

shots: ## screenshots of the pages into web/shots/
	scripts/browser.sh shots

supply: ## licences, bans, sources and known vulnerabilities of what Shoal is made of
	scripts/supply.sh check

sbom: ## the bill of materials of the release, CycloneDX 1.6, into shoal.cdx.json or OUT=…
	scripts/supply.sh sbom $(OUT)

routes: ## every URL of the site
	cat tests/golden/routes.txt

graph: ## who calls whom and who hears what, as Mermaid
	scripts/graph.sh

contract-release: ## WORD=video: call a domain complete; from then on buf breaking compares its contract with this one
	scripts/contract.sh release $(WORD)

clean-data: ## forget the demo: remove ./data
	rm -rf data
