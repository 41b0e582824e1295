//! What the user sees.

#![allow(clippy::print_stderr, clippy::print_stdout)] // tests say why they skip

mod absence;
mod absence_study;
mod demo;
mod effect;
mod forecast;
mod frozen;
mod glossary;
mod house;
mod lottery;
mod power;
mod readme;
mod reference_pages;
mod registers;
mod registers_corpus;
mod registers_folder;
mod registers_published;
mod report;
mod report_browser;
mod report_study;
mod schemas;
mod several;
mod snapshots;
