//! What the user sees.

#![allow(clippy::print_stderr, clippy::print_stdout)] // tests say why they skip

mod absence;
mod absence_study;
mod bridge;
mod demo;
mod disturbed;
mod effect;
mod effect_gaps;
mod examples;
mod first_hour;
mod forecast;
mod frozen;
mod glossary;
mod house;
mod leaving;
mod lottery;
#[cfg(unix)]
mod page_runs;
mod papers;
mod papers_opened;
mod power;
mod readme;
mod reference_pages;
mod registers;
mod registers_corpus;
mod registers_folder;
mod registers_labels;
mod registers_published;
mod registers_schools;
mod registers_spells;
mod registers_tables;
mod report;
mod report_browser;
mod report_printed;
mod report_study;
mod schemas;
mod several;
mod snapshots;
#[path = "../tools/mod.rs"]
mod tools;
mod walk;
