//! What the user sees.

mod absence;
mod absence_study;
mod demo;
mod effect;
mod glossary;
mod house;
mod lottery;
mod power;
mod registers;
mod registers_corpus;
mod registers_folder;
mod report;
mod report_browser;
mod report_study;
mod several;
