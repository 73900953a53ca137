# The only commands that a person needs. Each says what it does.

.PHONY: help run demo test check bench build clean generate

help: ## show these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 18

run: ## install what is missing, build, and open the window (without a display: in a desktop of its own)
	@build/run

demo: ## the window on a scratch profile, with a simulated vendor
	@build/run --demo

test: ## install what is missing and run everything that CI runs
	@build/setup build frontend desktop browser check
	@build/check

check: ## everything that CI runs, on a machine that has what it needs
	@build/check

bench: ## measure, and print a table; nothing is asserted
	@build/bench

build: ## build the programs into build/bin
	@build/programs

generate: ## make anew what is generated
	@build/generate

clean: ## remove what was built
	rm -rf build/bin build/out frontend/dist/assets frontend/dist/index.html frontend/node_modules
